/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Spin for a while and count both the turns and the timer's signals: shows that ticks arrive while the CPU is busy,
 * and, run on host and guest at once, that neither starves the other.
 *
 *	ticks SECONDS
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t ticks;

static void on_tick(int signal_number)
{
	(void)signal_number;
	ticks = ticks + 1;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	const struct itimerval every = { { 0, 20000 }, { 0, 20000 } };
	struct sigaction action = { .sa_handler = on_tick };
	double seconds = argc > 1 ? atof(argv[1]) : 2, begun, last, longest = 0;
	unsigned long turns = 0;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	begun = last = now();
	while (last - begun < seconds) {
		double t = now();

		if (t - last > longest)
			longest = t - last;
		last = t;
		turns++;
	}
	printf("ticks %d turns %lu longest-gap-ms %.0f\n", (int)ticks, turns, longest * 1000);
	return ticks > 0 ? 0 : 1;
}
