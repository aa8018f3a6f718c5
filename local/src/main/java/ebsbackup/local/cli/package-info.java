/** The command line: `./ebs-backup`. */
package ebsbackup.local.cli;
