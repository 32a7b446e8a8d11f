namespace ScaleApp.Bench.Probing;

/// <summary>What a probe does.</summary>
/// <param name="Gateways">The addresses that clients know; the next one is used when one does not answer.</param>
/// <param name="Duration">How long it runs. At most <see cref="MostOrders"/> orders are spread over it.</param>
/// <param name="MailFolder">Where the workers leave mail; null when that cannot be seen.</param>
/// <param name="StaleAfter">For how long after a change a read may see the state before it.</param>
internal sealed record ProbeOptions(IReadOnlyList<Uri> Gateways, TimeSpan Duration, string? MailFolder, TimeSpan StaleAfter)
{
    public const int MostOrders = 500;

    /// <summary>What the cache promises for an invalidation that is lost in silence, see <c>docs/caching.md</c>.</summary>
    public static readonly TimeSpan CacheBound = TimeSpan.FromSeconds(35);

    private static readonly TimeSpan LeastBetweenOrders = TimeSpan.FromSeconds(1);

    public TimeSpan BetweenOrders => Duration / MostOrders > LeastBetweenOrders ? Duration / MostOrders : LeastBetweenOrders;

    /// <summary>How many units have to be in stock.</summary>
    public int Orders => (int)(Duration / BetweenOrders) + 2;
}
