#pragma once

#include <array>
#include <stdexcept>
#include <string_view>

namespace waybill_cli {

/// How the program ends. Scripts rely on the numbers.
enum class exit_code : int { done = 0, no = 1, usage = 2, failed = 3 };

struct exit_meaning {
  exit_code code;
  std::string_view text;
};

/// As `waybill --help` tells them.
inline constexpr std::array exit_meanings{
    exit_meaning{exit_code::done, "done"},
    exit_meaning{
        exit_code::no,
        "the answer is no: counters or tables are wrong, migrations are missing, a send was "
        "not recorded"},
    exit_meaning{exit_code::usage,
                 "the command line was not understood, or names what is not there"},
    exit_meaning{exit_code::failed,
                 "the store cannot be reached, has no tables or failed; the same again is safe"},
};

/// Thrown by a command that has said all there is to say.
struct ended {
  exit_code code;
};

/// Thrown, with a sentence, where the command line asks for what cannot be. All else that is thrown
/// is a failure.
class usage_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace waybill_cli
