#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <waybill/config.hpp>
#include <waybill/message.hpp>

namespace waybill {

/// What messages speak of, where the store itself keeps it: campaigns, sending instances and
/// contacts. A store on existing tables leaves them to the tables' owner. Threads and errors are
/// as for `store`.
class WAYBILL_EXPORT catalog_store {
 public:
  virtual ~catalog_store() = default;  ///< with its store

  /// Makes a campaign with counters at zero. One that is there stays as it is.
  virtual void add_campaign(const campaign_key& campaign) = 0;
  /// Makes a sending instance in full health. One that is there stays as it is.
  virtual void add_instance(const instance_key& instance) = 0;
  /// Makes a contact. One that is there stays as it is, its name too.
  virtual void add_contact(const contact_key& contact, std::string_view name) = 0;

  /// Ids of a tenant's campaigns, in order of their bytes.
  [[nodiscard]] virtual std::vector<std::string> campaigns(std::string_view tenant) = 0;
  /// Names of a tenant's instances, in order of their bytes.
  [[nodiscard]] virtual std::vector<std::string> instances(std::string_view tenant) = 0;
};

}  // namespace waybill
