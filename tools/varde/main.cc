// varde: the command line of Varde.
#include "tools/varde/command.h"

int main(int argc, char** argv) { return varde::cli::run_command_line(argc, argv); }
