using System.Net.Sockets;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>Repeats what failed before anything can have been committed, and nothing else.</summary>
/// <remarks>
/// That is: no connection was made, the server refused one, or it rolled the transaction back (deadlock, serialization,
/// shutdown). A link that breaks while an answer is awaited says nothing about the commit, so it is not retried here. Inside
/// a transaction that the caller began nothing is retried, and so the caller may begin one as without a strategy; to have a
/// whole transaction repeated, run it in <c>Database.CreateExecutionStrategy().ExecuteAsync(...)</c>.
/// </remarks>
internal sealed class SafeRetryStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, MaxRetries, LongestPause)
{
    private const int MaxRetries = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public override bool RetriesOnFailure => !IsInTransaction && base.RetriesOnFailure;

    // Not through Context.Database: Entity Framework asks for RetriesOnFailure while it makes what that rests on, and would ask
    // again, without end.
    private bool IsInTransaction =>
        Transaction.Current is not null ||
        Dependencies.CurrentContext.Context.GetService<IDbContextTransactionManager>().CurrentTransaction is not null;

    public static bool CommittedNothing(Exception error) => error switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException { InnerException: SocketException socket } => socket.SocketErrorCode is SocketError.ConnectionRefused
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostNotFound or SocketError.TryAgain,
        { InnerException: { } inner } => CommittedNothing(inner),
        _ => false,
    };

    protected override bool ShouldRetryOn(Exception exception) =>
        !IsInTransaction && CommittedNothing(exception);
}
