# waybill::auth: who posted a body.

# A project that embeds waybill may bring its own.
if(NOT TARGET OpenSSL::Crypto)
  find_package(OpenSSL COMPONENTS Crypto)
  if(NOT OpenSSL_FOUND)
    message(FATAL_ERROR
      "waybill::auth needs OpenSSL's libcrypto. On Debian: apt-get install libssl-dev. To go without "
      "it: -D WAYBILL_WITH_AUTH=OFF")
  endif()
endif()

add_library(waybill_auth
  src/auth/cloud_api.cpp
  src/auth/crypto.cpp
  src/auth/fields.cpp
  src/auth/key.cpp
  src/auth/signed_token.cpp
  src/auth/twilio.cpp
  src/auth/waha.cpp)
waybill_library_properties(waybill_auth auth)
set(headers ${WAYBILL_AUTH})
list(TRANSFORM headers PREPEND include/waybill/)
target_sources(waybill_auth PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${headers})
# It reads JSON by the header-only form, so that it goes with either form of waybill, and with none.
target_link_libraries(waybill_auth PUBLIC waybill_core PRIVATE OpenSSL::Crypto)
