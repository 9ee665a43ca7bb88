#pragma once

#include <initializer_list>
#include <string>

namespace waybill_test {

/// A statement that empties tables, whatever refers to what. Of a few rows: TRUNCATE makes each
/// table's files anew, which takes ten times as long as it takes to delete them.
[[nodiscard]] inline std::string emptying(std::initializer_list<std::string> tables) {
  std::string list;
  for (const auto& each : tables) list += (list.empty() ? "$n$" : ", $n$") + each + "$n$";
  return "DO $body$ DECLARE one regclass; every regclass[] := ARRAY[" + list +
         "]::regclass[]; BEGIN"
         " IF (SELECT sum(pg_relation_size(t)) > 500000 FROM unnest(every) t) THEN"
         " EXECUTE 'TRUNCATE ' || array_to_string(every, ', ');"
         " ELSE SET LOCAL session_replication_role = replica;"
         " FOREACH one IN ARRAY every LOOP EXECUTE 'DELETE FROM ' || one; END LOOP;"
         " END IF; END $body$";
}

}  // namespace waybill_test
