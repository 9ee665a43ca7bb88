#pragma once

#include <bitset>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <waybill/impl/parse/json/number.hpp>
#include <waybill/impl/parse/json_pointer.hpp>
#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>

namespace waybill::detail {

/// Collects the wanted fields while `json_scanner` walks a body.
class json_collector {
 public:
  json_collector(std::span<const json_field> fields, std::size_t depth_limit,
                 std::size_t value_limit, json_document& out)
      : fields_(fields), depth_limit_(depth_limit), value_limit_(value_limit), out_(out) {
    // Small bodies, which are nearly all, then need few allocations.
    out_.nodes.reserve(16);
    out_.texts.reserve(256);
    for (const auto& field : fields_) looks_wanted_.set(mark_of(field.name));
  }

  /// Why the collector stopped the scan, if it did.
  [[nodiscard]] const std::optional<issue>& problem() const noexcept { return problem_; }

  // The events of `json_scanner`; false ends the scan.
  bool name(std::string_view name) {
    if (skipped_ != 0) return true;
    member_ = find_field(name);
    if (member_ == nullptr || !has_child(member_->name)) return true;
    return refuse(issue_code::duplicate_field, "a field is there twice",
                  json_view{out_, open_}.pointer() + pointer_step(name));
  }

  bool scalar(json_kind kind, std::string_view text) {
    const auto number = kind == json_kind::number ? json_number(text) : 0;
    if (!number) return refuse(issue_code::number_out_of_range, "a number out of range");
    if (!wanted()) return true;
    if (!add(kind)) return false;
    auto& node = out_.nodes.back();
    node.text_begin = static_cast<index>(out_.texts.size());
    node.text_size = static_cast<index>(text.size());
    node.number = *number;
    out_.texts += text;
    return true;
  }

  bool enter(json_kind kind) {
    if (++depth_ > depth_limit_) return refuse(issue_code::too_deep, "nested over the depth limit");
    if (!wanted()) {
      ++skipped_;
      return true;
    }
    const bool opaque = member_ != nullptr && member_->opaque;
    if (!add(kind)) return false;
    if (opaque) {
      ++skipped_;
    } else {
      open_ = static_cast<index>(out_.nodes.size() - 1);
    }
    return true;
  }

  bool leave() {
    --depth_;
    if (skipped_ != 0) {
      --skipped_;
    } else {
      open_ = parent().parent;
    }
    return true;
  }

 private:
  using index = json_document::index;

  /// By size and first letter, which distinguish most other names from those of the fields.
  [[nodiscard]] static std::size_t mark_of(std::string_view name) noexcept {
    const auto letter = name.empty() ? std::size_t{0} : static_cast<unsigned char>(name[0]);
    return (name.size() * 31 + letter) % marks;
  }

  [[nodiscard]] const json_field* find_field(std::string_view name) const noexcept {
    if (name.empty() || !looks_wanted_.test(mark_of(name))) return nullptr;
    for (const auto& field : fields_) {
      // The first letter avoids most comparisons of names of equal length.
      const bool may_be = field.name.size() == name.size() && field.name[0] == name[0];
      if (may_be && field.name == name) return &field;
    }
    return nullptr;
  }

  [[nodiscard]] bool at_root() const noexcept { return out_.nodes.empty(); }
  [[nodiscard]] json_document::node& parent() noexcept { return out_.nodes[open_]; }
  [[nodiscard]] bool wanted() noexcept {
    if (skipped_ != 0) return false;
    return at_root() || parent().kind == json_kind::array || member_ != nullptr;
  }

  /// Appends a node below the innermost open container.
  bool add(json_kind kind) {
    if (out_.nodes.size() >= value_limit_) {
      return refuse(issue_code::too_many_values, "more values than the limit");
    }
    const auto place = static_cast<index>(out_.nodes.size());
    auto& node = out_.nodes.emplace_back();
    node.kind = kind;
    if (place != 0) link(node, place);
    member_ = nullptr;
    return true;
  }

  void link(json_document::node& node, index place) {
    auto& up = parent();
    if (up.kind == json_kind::object) node.name = member_->name;
    node.parent = open_;
    if (up.first_child == 0) {
      up.first_child = place;
    } else {
      auto& previous = out_.nodes[up.last_child];
      previous.next_sibling = place;
      node.position = previous.position + 1;
    }
    up.last_child = place;
  }

  [[nodiscard]] bool has_child(std::string_view name) {
    for (auto i = parent().first_child; i != 0; i = out_.nodes[i].next_sibling) {
      // Both are names of `fields_`: the same name is the same place.
      if (out_.nodes[i].name.data() == name.data()) return true;
    }
    return false;
  }

  bool refuse(issue_code code, std::string message, std::string pointer = {}) {
    problem_ = issue{code, std::move(pointer), std::move(message), "", 0};
    return false;
  }

  static constexpr std::size_t marks = 256;
  std::span<const json_field> fields_;
  std::bitset<marks> looks_wanted_;  ///< the marks of the fields
  std::size_t depth_limit_;
  std::size_t value_limit_;
  json_document& out_;
  index open_ = 0;                      ///< the innermost kept container that is still open
  const json_field* member_ = nullptr;  ///< the wanted member whose value comes next
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  ///< open containers that are not kept
  std::optional<issue> problem_;
};

}  // namespace waybill::detail
