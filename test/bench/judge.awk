# SPDX-License-Identifier: BSD-3-Clause
# Turns the table of bench micro into results. First input: calls that may miss their goals; then the table.
# -v rows=N: how many calls there must be. One without a goal has a dash in the end, and must have been measured.
FILENAME != "-" { missed[$0] = 1; next }
/^call / { next }
$NF == "yes" || $NF == "NO" || $NF == "-" {
	if (NF < 8 || $(NF - 1) !~ /^([0-9]+|-)$/ || $(NF - 6) !~ /^[0-9]+$/)
		next
	name = numbers = ""
	for (i = 1; i <= NF; i++) {
		if (i < NF - 6)
			name = name (i > 1 ? " " : "") $i
		else
			numbers = numbers (i > NF - 6 ? " " : "") $i
	}
	test = name
	gsub(/[ \/]/, "-", test)
	seen++
	if ($NF == "NO" && name in missed)
		print "# " name " has not reached its goal yet: " numbers
	else if ($NF == "NO")
		print "not ok bench/" test " - over its goal: " numbers
	else if (name in missed)
		print "not ok bench/" test " - holds its goal now: take it out of test/bench/missed"
	else
		print "ok bench/" test
	if ($(NF - 6) + 0 < 64)
		print "not ok bench/" test " - only " $(NF - 6) " samples"
}
END {
	if (seen != rows)
		print "not ok bench/rows - " seen + 0 " rows, not " rows
}
