namespace ScaleApp.Bench.Capacity;

/// <summary>Finds the highest rate at which a step meets its target: up in large steps, then between the last that did and the first that did not.</summary>
/// <param name="run">Runs a step at a rate.</param>
/// <param name="p99">The target.</param>
internal sealed class CapacitySearch(Func<double, Task<LoadStep>> run, TimeSpan p99)
{
    private const double Growth = 1.5;

    /// <summary>How far apart the two rates may end.</summary>
    private const double Resolution = 1.08;

    private const int MostSteps = 14;

    /// <summary>The step with the highest rate that met the target; null when not even a tenth of <paramref name="start"/> did.</summary>
    public async Task<LoadStep?> FindAsync(double start)
    {
        LoadStep? best = null;
        var (rate, failing) = (start, double.PositiveInfinity);
        for (var steps = 0; steps < MostSteps && rate >= start / 10; steps++)
        {
            var step = await run(rate);

            // Once more: a machine that paused for a moment is not the limit of the replicas.
            if (!step.Meets(p99))
            {
                step = await run(rate);
            }

            if (step.Meets(p99))
            {
                best = step;
            }
            else
            {
                failing = rate;
            }

            if (best is not null && failing / best.Rate <= Resolution)
            {
                return best;
            }

            rate = best is null ? failing / Growth : double.IsInfinity(failing) ? best.Rate * Growth : Math.Sqrt(best.Rate * failing);
        }

        return best;
    }
}
