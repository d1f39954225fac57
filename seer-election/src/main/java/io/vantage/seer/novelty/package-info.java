/** Detection of states that a replica has not been seen in before (paper, section IV-C). Pure. */
package io.vantage.seer.novelty;
