/** The demo: a backup, a restore and a prune as a story in which every statement is checked. */
package ebsbackup.cli.demo;
