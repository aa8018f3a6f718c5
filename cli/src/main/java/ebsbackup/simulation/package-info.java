/**
 * Random fleets, people and faults on the embedded cloud, checked against the design's promises.
 */
package ebsbackup.simulation;
