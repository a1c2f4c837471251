/* Shows a program's surroundings, and misbehaves on demand: for trying out what runs it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const char usage[] =
    "usage: probe COMMAND [N]\n"
    "  show      print arguments, environment, clocks and random numbers\n"
    "  copy      copy standard input to standard output; its size goes to standard error\n"
    "  exit N    end with status N\n"
    "  spin      compute for ever\n"
    "  sleep N   sleep for N milliseconds\n"
    "  trap      run an unreachable instruction\n"
    "  recurse   call without end\n"
    "  grow      take memory until there is no more, and say how much there was\n"
    "  write N   write N MiB to standard output\n"
    "  clock N   read the monotonic clock N times\n";

static unsigned long long now(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) != 0) {
        perror("probe: clock_gettime");
        exit(70);
    }
    return (unsigned long long)time.tv_sec * 1000000000ull + (unsigned long long)time.tv_nsec;
}

static int show(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        printf("argument %d: %s\n", i, argv[i]);
    for (char **variable = environ; *variable; variable++)
        printf("environment: %s\n", *variable);

    unsigned long long last = now(CLOCK_MONOTONIC);
    int back = 0;
    for (int i = 0; i < 10000; i++) {
        unsigned long long next = now(CLOCK_MONOTONIC);
        back += next < last;
        last = next;
    }
    printf("monotonic clock went back: %d times\n", back);
    printf("realtime clock: %llu s\n", now(CLOCK_REALTIME) / 1000000000ull);

    unsigned char first[32], second[32];
    if (getentropy(first, sizeof first) != 0 || getentropy(second, sizeof second) != 0) {
        perror("probe: getentropy");
        return 70;
    }
    printf("random numbers differ: %s\n", memcmp(first, second, sizeof first) ? "yes" : "no");
    return 0;
}

static int write_all(const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(STDOUT_FILENO, data, length);
        if (written < 0) {
            fprintf(stderr, "probe: write: errno %d\n", errno);
            return 74;
        }
        data += written;
        length -= (size_t)written;
    }
    return 0;
}

static int copy(void)
{
    static char buffer[64 * 1024];
    unsigned long long total = 0;
    for (;;) {
        ssize_t length = read(STDIN_FILENO, buffer, sizeof buffer);
        if (length < 0) {
            fprintf(stderr, "probe: read: errno %d\n", errno);
            return 74;
        }
        if (length == 0)
            break;
        int status = write_all(buffer, (size_t)length);
        if (status != 0)
            return status;
        total += (unsigned long long)length;
    }
    fprintf(stderr, "copied %llu bytes\n", total);
    return 0;
}

static int sleep_for(long milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    return nanosleep(&time, NULL) == 0 ? 0 : 70;
}

/* What follows the call keeps the compiler from making it a loop; the end is never reached. */
__attribute__((noinline)) static unsigned recurse(volatile unsigned *depth)
{
    ++*depth;
    return *depth == 0 ? 0 : recurse(depth) + *depth;
}

static int grow(void)
{
    unsigned long pages = __builtin_wasm_memory_size(0);
    while (__builtin_wasm_memory_grow(0, 16) != (unsigned long)-1)
        pages += 16;
    printf("memory: %lu KiB\n", pages * 64);
    return 0;
}

static int write_much(long mebibytes)
{
    static char block[1024 * 1024];
    memset(block, 'x', sizeof block);
    for (long i = 0; i < mebibytes; i++) {
        int status = write_all(block, sizeof block);
        if (status != 0)
            return status;
    }
    return 0;
}

static int read_clock(long times)
{
    unsigned long long start = now(CLOCK_MONOTONIC), end = start;
    for (long i = 0; i < times; i++)
        end = now(CLOCK_MONOTONIC);
    printf("%ld readings, %.1f ns each\n", times, (double)(end - start) / (double)times);
    return 0;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    long number = argc > 2 ? atol(argv[2]) : 0;

    if (!strcmp(command, "show"))
        return show(argc, argv);
    if (!strcmp(command, "copy"))
        return copy();
    if (!strcmp(command, "exit"))
        exit((int)number);
    if (!strcmp(command, "spin"))
        for (volatile unsigned turn = 0;; turn++)
            ;
    if (!strcmp(command, "sleep"))
        return sleep_for(number);
    if (!strcmp(command, "trap"))
        __builtin_trap();
    if (!strcmp(command, "recurse")) {
        volatile unsigned depth = 0;
        return (int)recurse(&depth);
    }
    if (!strcmp(command, "grow"))
        return grow();
    if (!strcmp(command, "write"))
        return write_much(number);
    if (!strcmp(command, "clock"))
        return read_clock(number > 0 ? number : 1000000);
    fputs(usage, stderr);
    return 64;
}
