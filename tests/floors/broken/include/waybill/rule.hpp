#pragma once

// Brackets [ and ; must not move the line numbers. \

#include <unistd.h>

#include <waybill/dialect.hpp>
#include <waybill/word.hpp>
