#include <iostream>

int main() {
  for (int i = 0; i < 2; ++i) {
    std::cout << "one\n";

    std::cout << "two\n";
  }
}
