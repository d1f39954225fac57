/** The only part that acts: measures this replica, collects, decides, and transfers leaderships. */
package io.vantage.seer.elector;
