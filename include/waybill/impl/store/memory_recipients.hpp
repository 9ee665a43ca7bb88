#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include <waybill/impl/store/memory_tables.hpp>
#include <waybill/impl/store/recipient_bound.hpp>
#include <waybill/recipients.hpp>
#include <waybill/store_parts.hpp>

namespace waybill::detail {

/// Reads a page of a campaign's recipients. Its caller locks.
class memory_recipients {
 public:
  memory_recipients(const memory_tables& tables, const campaign_key& campaign,
                    const recipient_query& query)
      : tables_(tables), campaign_(campaign), query_(query), left_(rows_to_look_at(query)),
        page_(query) {}

  [[nodiscard]] recipient_page take() && {
    const auto& rows = tables_.rows;
    const row_key after{campaign_.tenant, query_.after};
    // No text stands between a tenant's name and the same with a NUL behind it.
    const row_key end{campaign_.tenant + '\0', {}};
    if (query_.order == row_order::ascending) {
      walk(query_.after.empty() ? rows.lower_bound(after) : rows.upper_bound(after),
           rows.lower_bound(end));
    } else {
      const auto last = rows.lower_bound(query_.after.empty() ? end : after);
      walk(std::make_reverse_iterator(last),
           std::make_reverse_iterator(rows.lower_bound({campaign_.tenant, {}})));
    }
    return std::move(page_).take();
  }

 private:
  template <typename Place>
  void walk(Place from, Place to) {
    for (; from != to; ++from) {
      const auto& [key, row] = *from;
      const bool is_asked_for = row.campaign == campaign_.campaign && query_.includes(row);
      if (is_asked_for && !page_.add(tables_.with_contact(row))) return;
      if (--left_ == 0) return page_.stop_at(key.row);
    }
  }

  const memory_tables& tables_;
  const campaign_key& campaign_;
  const recipient_query& query_;
  std::size_t left_;
  page_of_recipients page_;
};

/// A row with what the log of its campaign has of it. The caller locks.
[[nodiscard]] inline message_story memory_story(const memory_tables& tables,
                                                const tracked_message& row) {
  message_story result{tables.with_contact(row), {}};
  const auto log = tables.logs.find({row.key.tenant, row.campaign});
  if (log == tables.logs.end()) return result;
  for (const auto& each : log->second) {
    if (each.row == row.key.row) result.log.push_back(each);
  }
  return result;
}

}  // namespace waybill::detail
