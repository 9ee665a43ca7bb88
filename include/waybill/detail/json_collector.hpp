#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include <waybill/issue.hpp>
#include <waybill/json_document.hpp>

namespace waybill::detail {

/// Collects the wanted fields while nlohmann's event parser walks a body. The parser keeps its own
/// stack on the heap, and so does this: nesting never becomes recursion.
class json_collector {
 public:
  json_collector(std::span<const json_field> fields, std::size_t depth_limit,
                 std::size_t value_limit, json_document& out)
      : fields_(fields), depth_limit_(depth_limit), value_limit_(value_limit), out_(out) {
    // Saves small bodies, which is nearly all of them, most of their allocations.
    out_.nodes.reserve(16);
    out_.texts.reserve(256);
  }

  /// What was wrong, once the parser gave up.
  [[nodiscard]] const issue& problem() const noexcept { return problem_; }

  // The event interface of nlohmann::json::sax_parse; false ends the parse.
  bool null() { return scalar(json_kind::null, "null", 0); }
  bool boolean(bool value) { return scalar(json_kind::boolean, value ? "true" : "false", 0); }
  bool number_integer(std::int64_t value) { return integer(value); }
  bool number_unsigned(std::uint64_t value) { return integer(value); }
  bool number_float(double value, std::string text) {
    // The library writes the point as the C locale of the process has it.
    const auto point = text.find_first_not_of("+-0123456789eE");
    if (point != std::string::npos) text[point] = '.';
    return scalar(json_kind::number, text, value);
  }
  bool string(const std::string& value) { return scalar(json_kind::string, value, 0); }
  bool binary(const nlohmann::json::binary_t&) { return false; }  // does not occur in JSON text
  bool start_object(std::size_t) { return enter(json_kind::object); }
  bool start_array(std::size_t) { return enter(json_kind::array); }
  bool end_object() { return leave(); }
  bool end_array() { return leave(); }

  bool key(const std::string& name) {
    if (skipped_ != 0) return true;
    member_ = find_field(name);
    if (member_ == nullptr || !has_child(member_->name)) return true;
    return refuse(issue_code::duplicate_field, "a field is there twice",
                  json_view{out_, open_}.pointer() + '/' + name);
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& error) {
    constexpr int number_overflow = 406;  // the library's id for a number that is infinite
    if (error.id == number_overflow) {
      return refuse(issue_code::number_out_of_range,
                    "a number out of range at byte " + std::to_string(position));
    }
    return refuse(issue_code::invalid_json, "not JSON at byte " + std::to_string(position));
  }

 private:
  using index = json_document::index;

  template <typename Integer>
  bool integer(Integer value) {
    if (!wanted()) return true;
    return scalar(json_kind::number, std::to_string(value), static_cast<double>(value));
  }

  [[nodiscard]] const json_field* find_field(std::string_view name) const noexcept {
    if (name.empty()) return nullptr;
    for (const auto& field : fields_) {
      // The first letter spares most of the comparisons of names that are equally long.
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

  bool scalar(json_kind kind, std::string_view text, double number) {
    if (!wanted()) return true;
    if (!add(kind)) return false;
    auto& node = out_.nodes.back();
    node.text_begin = static_cast<index>(out_.texts.size());
    node.text_size = static_cast<index>(text.size());
    node.number = number;
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
    problem_ = {code, std::move(pointer), std::move(message), "", 0};
    return false;
  }

  std::span<const json_field> fields_;
  std::size_t depth_limit_;
  std::size_t value_limit_;
  json_document& out_;
  index open_ = 0;                      ///< the innermost kept container that is still open
  const json_field* member_ = nullptr;  ///< the wanted member whose value comes next
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  ///< open containers that are not kept
  issue problem_;
};

}  // namespace waybill::detail
