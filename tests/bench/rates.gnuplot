# Draws what `waybill_ingestor_bench --picture rates.tsv` measured:
#   gnuplot tests/bench/rates.gnuplot > rates.svg    (in the folder of rates.tsv)
set terminal svg size 900,380 font "sans-serif,13" background "white"
set multiplot layout 1,2
set datafile missing "?"
set logscale x
set xlabel "webhooks that come in a second"
set grid ytics lc rgb "#dddddd"
set key top left reverse Left
set xrange [200:50000]
set xtics (250, 1000, 4000, 16000, 40000)
set style data linespoints

set title "Updates that are durable in a second"
set logscale y
set yrange [200:50000]
set ytics (250, 1000, 4000, 16000, 40000)
plot x title "all of them" with lines lc rgb "#bbbbbb" dt 2, \
     "rates.tsv" using 1:2 title "ingestor" lw 2 pt 7 lc rgb "#1b7f4d", \
     "rates.tsv" using 1:8 title "row at a time, prepared" lw 2 pt 9 lc rgb "#b9770e", \
     "rates.tsv" using 1:5 title "row at a time" lw 2 pt 5 lc rgb "#b03a2e"

set key bottom right noreverse Right
set title "99 of 100 are answered within, ms"
set yrange [1:*]
set ytics auto
plot "rates.tsv" using 1:4 title "ingestor" lw 2 pt 7 lc rgb "#1b7f4d", \
     "rates.tsv" using 1:10 title "row at a time, prepared" lw 2 pt 9 lc rgb "#b9770e", \
     "rates.tsv" using 1:7 title "row at a time" lw 2 pt 5 lc rgb "#b03a2e"
unset multiplot
