# Draws what `waybill_ingestor_bench --picture callers.tsv` measured:
#   gnuplot tests/bench/callers.gnuplot > callers.svg    (in the folder of callers.tsv)
set terminal svg size 900,380 font "sans-serif,13" background "white"
set multiplot layout 1,2
set logscale x 2
set xtics (1, 4, 16, 64, 256)
set xlabel "callers at once"
set grid ytics lc rgb "#dddddd"
set key top left reverse Left
set xrange [0.9:300]
set style data linespoints

set title "Updates a second"
set yrange [0:*]
plot "callers.tsv" using 1:2 title "ingestor" lw 2 pt 7 lc rgb "#1b7f4d", \
     "callers.tsv" using 1:4 title "row at a time, 16 connections" lw 2 pt 5 lc rgb "#b03a2e"

set title "99 of 100 callers are answered within, ms"
set logscale y
set yrange [0.1:*]
plot "callers.tsv" using 1:3 title "ingestor" lw 2 pt 7 lc rgb "#1b7f4d", \
     "callers.tsv" using 1:5 title "row at a time, 16 connections" lw 2 pt 5 lc rgb "#b03a2e"
unset multiplot
