/* Inside of the private PostgreSQL, for cluster.c and cluster_open.c only. */
#pragma once
#include "db/cluster.h"

#define CLUSTER_PATH_MAX 400u

struct cluster {
	char base[CLUSTER_PATH_MAX];   /* <data>/pg, absolute */
	char data[CLUSTER_PATH_MAX];   /* <data>/pg/data */
	char log[CLUSTER_PATH_MAX];    /* <data>/pg/log */
	char socket[CLUSTER_PATH_MAX]; /* directory */
	char bin[CLUSTER_PATH_MAX];
	char url[CLUSTER_URL_MAX], admin_url[CLUSTER_URL_MAX];
	bool scratch;
	uid_t uid; /* who runs it */
	gid_t gid;
	int lock_fd;
	pid_t pid;  /* 0: not running */
	bool child; /* else adopted */
};

void cluster_sleep(int ms);
bool cluster_path(char out[CLUSTER_PATH_MAX], const char *dir, const char *name); /* false: too long */
err cluster_make(const struct cluster *c);
