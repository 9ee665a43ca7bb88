#include "session_pool.hpp"

#include <memory>

#include "connection_string.hpp"

namespace waybill::detail {

session_pool::session_pool(const std::string& given, const postgres_options& options)
    : lender_(options.sessions, options.lease_timeout,
              "all sessions are in use; run it again, or allow more of them",
              [this, where = connection_string(given, options),
               keeps_prepared = !options.pooler_mode, timeout = options.answer_timeout] {
                return std::make_unique<postgres_session>(where, keeps_prepared, dog_, timeout);
              }) {}

}  // namespace waybill::detail
