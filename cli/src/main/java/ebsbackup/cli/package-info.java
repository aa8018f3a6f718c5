/** The command line: `./ebs-backup`. */
package ebsbackup.cli;
