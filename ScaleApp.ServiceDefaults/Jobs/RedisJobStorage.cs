using Hangfire.Redis.StackExchange;
using Hangfire.Server;
using StackExchange.Redis;

#pragma warning disable CS0618, CS0672 // The storage hands out its components as IServerComponent.

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Hangfire's Redis storage with two changes: it loses no job when a worker dies, and finds those of dead workers sooner.</summary>
/// <remarks>
/// <para>
/// The storage claims to acknowledge a job together with its new state, but removes it from the fetched list first. A worker
/// that is killed in between leaves a job that is in no list. Without the claim Hangfire acknowledges after the state.
/// </para>
/// <para>The storage looks for the jobs of dead servers once a minute, which no option changes.</para>
/// </remarks>
internal sealed class RedisJobStorage : RedisStorage
{
    private const string SupportedVersion = "1.12.0";
    private const string Acknowledge = "TransactionalAcknowledge:";
    private const string AcknowledgeOfFetchedJob = Acknowledge + "RedisFetchedJob";
    private const string Watcher = "FetchedJobsWatcher";

    private readonly TimeSpan _watchInterval;

    public RedisJobStorage(IConnectionMultiplexer redis, RedisStorageOptions options, TimeSpan watchInterval) : base(redis, options)
    {
        _watchInterval = watchInterval;
        Require(VersionOf(typeof(RedisStorage)) == SupportedVersion, $"its version is {VersionOf(typeof(RedisStorage))}");
        Require(base.HasFeature(AcknowledgeOfFetchedJob), $"it has no feature '{AcknowledgeOfFetchedJob}'");
        Require(base.GetComponents().Any(IsWatcher), $"it has no component '{Watcher}'");
    }

    // The storage asks the primary only.
    public override bool LinearizableReads => true;

    public override bool HasFeature(string featureId) =>
        !featureId.StartsWith(Acknowledge, StringComparison.OrdinalIgnoreCase) && base.HasFeature(featureId);

    public override IEnumerable<IServerComponent> GetComponents() =>
        base.GetComponents().Select(component => IsWatcher(component) ? new FrequentWatcher(component, _watchInterval) : component);

    /// <summary>Fails the start when a remedy finds nothing to act on, so that an update of the package cannot disable it unseen.</summary>
    internal static void Require(bool isMet, string found)
    {
        if (!isMet)
        {
            throw new InvalidOperationException(
                $"Hangfire.Redis.StackExchange is not the version whose faults are remedied here ({SupportedVersion}): {found}. "
                + $"Pin {SupportedVersion} in Directory.Packages.props, or check each remedy in ScaleApp.ServiceDefaults/Jobs against the new version.");
        }
    }

    private static bool IsWatcher(IServerComponent component) => component.GetType().Name == Watcher;

    private static string? VersionOf(Type type) => type.Assembly.GetName().Version?.ToString(3);

    private sealed class FrequentWatcher(IServerComponent watcher, TimeSpan interval) : IServerComponent
    {
        public void Execute(CancellationToken cancellationToken)
        {
            // The watcher looks at its token only while it sleeps after its work.
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            pause.CancelAfter(interval);
            watcher.Execute(pause.Token);
        }

        public override string ToString() => Watcher;
    }
}
