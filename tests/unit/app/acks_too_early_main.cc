// varded as it must never be: the log calls durable what is only in memory, so acknowledgements
// leave before the commit. The kill test runs it to show that it would see a loss.
#include "broker/app/program.h"

int main(int argc, char** argv) { return varde::app::run_program(argc, argv, false); }
