// Stands for every program of the fuzz image: writes down which file was started, wherever it was found and whatever it
// was called by, and then is what it stands for, or ends well or in error by the last digit of its name.
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  char self[512], line[520], real[520];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  if (length < 0) return 125;
  self[length] = 0;
  int log = open("/log/started", O_WRONLY | O_APPEND | O_CREAT, 0666);
  length = snprintf(line, sizeof line, "%s\n", self);
  if (log < 0 || write(log, line, length) != length) return 125;
  const char *name = strrchr(self, '/') + 1;
  snprintf(real, sizeof real, "/real/%s", name);
  if (strncmp(self, "/bin/", 5) == 0) execv(real, argv);
  return (name[strlen(name) - 1] - '0') & 1;
}
