/**
 * A cluster of replicas on this machine, one process each: replica i binds {@code 127.0.0.i} for
 * everything. All that is known about it lies in files below one directory, so that any later
 * command finds it again.
 */
package io.vantage.server.local;
