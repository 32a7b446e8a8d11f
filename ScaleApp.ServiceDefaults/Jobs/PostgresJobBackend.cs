using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.Server;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>Jobs in the database, in the schema <see cref="Schema"/>, over the process's own data source.</summary>
/// <remarks>
/// <para>
/// A running job is reported by its worker; one that was not reported for <see cref="JobOptions.ServerTimeout"/> runs again. A server that
/// the others have removed is announced again by Hangfire, because this storage tells it. So the remedies for Redis are not needed.
/// </para>
/// <para>
/// Workers ask for jobs each <see cref="JobOptions.FetchTimeout"/>. The storage can also wait for notifications, but then each of its
/// workers holds a connection of its own.
/// </para>
/// </remarks>
internal sealed class PostgresJobBackend(NpgsqlDataSource database, IOptions<JobOptions> options) : IJobBackend
{
    public const string Schema = "hangfire";

    // A worker that is killed while it holds a lock of the storage leaves it for so long. The package's own value is 10 min.
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);

    public bool ListsNextJobFirst => true;

    public string? StorageFilter => null;

    public JobStorage CreateStorage() => new PostgreSqlStorage(new Connections(database), new PostgreSqlStorageOptions
    {
        SchemaName = Schema,
        PrepareSchemaIfNecessary = false, // 'migrate' does
        QueuePollInterval = options.Value.FetchTimeout,
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = options.Value.ServerTimeout,
        DistributedLockTimeout = LockTimeout,
    });

    public void Configure(IGlobalConfiguration configuration)
    {
    }

    public IEnumerable<IBackgroundProcess> ProcessesOfServer(int workers, string[] queues) => [];

    public IEnumerable<IBackgroundProcess> ProcessesOfHost() => [];

    private sealed class Connections(NpgsqlDataSource database) : IConnectionFactory
    {
        public NpgsqlConnection GetOrCreateConnection() => database.CreateConnection();
    }
}
