#include <waybill/transition.hpp>

int main() {
  waybill::message_state state;
  state.status = waybill::message_status::sent;
  const auto decision = waybill::decide(state, waybill::receipt::read);
  return decision.next.status == waybill::message_status::read ? 0 : 1;
}
