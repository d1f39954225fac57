/** A cluster, switches and time that exist in one thread only, for tests of whole hand-overs. */
package io.vantage.openflow.fake;
