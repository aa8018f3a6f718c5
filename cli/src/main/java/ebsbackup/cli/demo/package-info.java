/** The main job told as a story, every statement of it checked. */
package ebsbackup.cli.demo;
