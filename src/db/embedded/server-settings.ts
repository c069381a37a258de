import type { Cluster } from "./cluster.ts";
import { clusterName } from "./postmaster.ts";

/** What the server is started with: one shop's work on a small machine, reached through its socket only. */
export function serverSettings(cluster: Cluster): Record<string, string> {
  return {
    cluster_name: clusterName(cluster),
    listen_addresses: "",
    port: "5432",
    // Relative to the data folder, so that a user who may not enter the folders above can bind it.
    unix_socket_directories: cluster.socketDir === cluster.folder ? "." : cluster.socketDir,
    unix_socket_permissions: "0700",
    max_connections: "200",
    shared_buffers: "64MB",
    jit: "off",
    // No replicas: less is logged, and tables filled in their own transaction are not logged at all.
    wal_level: "minimal",
    max_wal_senders: "0",
    timezone: "UTC",
    // The log is for the server's own troubles. Failed statements reach whoever sent them, and hold customers' data.
    log_timezone: "UTC",
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    log_checkpoints: "off",
    ...(cluster.durable ? DURABLE : THROW_AWAY),
  };
}

const DURABLE = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };
const THROW_AWAY = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
