#include <waybill/impl/parse/baileys.ipp>
#include <waybill/impl/parse/evolution.ipp>
#include <waybill/impl/parse/json_reader.ipp>
#include <waybill/impl/parse/json_writer.ipp>
#include <waybill/impl/parse/parse.ipp>
#include <waybill/impl/parse/recognise.ipp>
