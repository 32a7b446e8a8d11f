namespace ScaleApp.Bench.Measuring;

/// <summary>Rounds of several sides by turns, so that a noisy minute hits all of them.</summary>
internal static class Rounds
{
    /// <summary>What each side measured, in the order of the sides.</summary>
    public static async Task<List<T>[]> RunAsync<T>(int rounds, params IReadOnlyList<Func<Task<T>>> sides)
    {
        var measured = sides.Select(_ => new List<T>()).ToArray();
        for (var round = 1; round <= rounds; round++)
        {
            Console.Error.WriteLine($"Round {round} of {rounds} ...");
            foreach (var (side, figures) in sides.Zip(measured))
            {
                figures.Add(await side());
            }
        }

        return measured;
    }

    /// <summary>The median of a figure over rounds: the middle value, or the mean of the two in the middle.</summary>
    public static double Median<T>(this IEnumerable<T> rounds, Func<T, double> figure)
    {
        var sorted = rounds.Select(figure).Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
