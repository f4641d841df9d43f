// varded: the Varde broker.
#include <cstdio>
#include <exception>

#include "broker/app/program.h"

int main(int argc, char** argv) {
  try {
    return varde::app::run_program(argc, argv, true);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "varded: %s\n", error.what());
    return 70;  // EX_SOFTWARE of sysexits.h.
  }
}
