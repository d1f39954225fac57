/** {@code vantage demo}: the main job from end to end, with a summary. */
package io.vantage.testbed.demo;
