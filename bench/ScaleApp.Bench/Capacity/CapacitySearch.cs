namespace ScaleApp.Bench.Capacity;

/// <summary>Finds the highest rate at which a step meets its target: from below, in steps of a tenth, up to the first that does not.</summary>
/// <remarks>From below only, because a replica that was overloaded bears less for minutes: its connections are new and its heap is larger.</remarks>
/// <param name="run">Runs a step at a rate.</param>
/// <param name="p99">The target.</param>
internal sealed class CapacitySearch(Func<double, Task<LoadStep>> run, TimeSpan p99)
{
    private const double Growth = 1.1;

    private const int MostSteps = 24;

    // A machine that paused for a moment, or one collection of garbage, is not the limit of the replicas.
    private const int Tries = 3;

    /// <summary>The step with the highest rate that met the target; null when the first did not.</summary>
    public async Task<LoadStep?> FindAsync(double start)
    {
        LoadStep? best = null;
        for (var (steps, rate) = (0, start); steps < MostSteps; steps++, rate *= Growth)
        {
            if (await TryAsync(rate) is not { } step)
            {
                break;
            }

            best = step;
        }

        return best;
    }

    /// <summary>The first of some steps at this rate that meets the target; null when none does.</summary>
    private async Task<LoadStep?> TryAsync(double rate)
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            if (await run(rate) is var step && step.Meets(p99))
            {
                return step;
            }
        }

        return null;
    }
}
