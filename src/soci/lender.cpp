#include <memory>
#include <utility>

#include <waybill/soci/lender.hpp>

#include "callers_connection.hpp"

namespace waybill {

lender::lender(connections lend) : lend_(std::move(lend)) {}

lender::lender(sessions lend)
    : lend_([lend = std::move(lend)]() -> std::shared_ptr<PGconn> {
        const auto session = lend();
        if (!session) return nullptr;
        return {session, detail::connection_of(*session)};
      }) {}

std::shared_ptr<PGconn> lender::lend() const { return lend_(); }

}  // namespace waybill
