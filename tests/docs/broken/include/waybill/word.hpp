#pragma once

/// All of it.
namespace waybill {

/// Documented.
struct word {
  int told = 0;  ///< documented
  int bare_field = 0;
  void bare_member();
};

struct bare_struct {
  int told = 0;  ///< documented
};

enum class bare_enum { one };

using bare_alias = int;

inline constexpr int bare_constant = 1;

int bare_function(int argument);

/// Takes `argument`.
int function(int argument);

namespace detail {
int not_public();
}

}  // namespace waybill
