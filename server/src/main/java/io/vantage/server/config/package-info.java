/**
 * The node's configuration: HOCON files read into records. A broken file is reported with all its
 * problems at once, each with file, line, key and the rule it breaks.
 */
package io.vantage.server.config;
