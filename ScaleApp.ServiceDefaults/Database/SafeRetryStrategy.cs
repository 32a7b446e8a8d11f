using System.Net.Sockets;
using System.Transactions;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace ScaleApp.ServiceDefaults;

/// <summary>Retries what cannot have been committed, and nothing else (<c>docs/decisions/0008-retry-what-cannot-have-committed.md</c>).</summary>
/// <remarks>
/// That is: no connection was made, or the server refused the statement and rolled its transaction back (deadlock,
/// serialization, shutdown). A connection that breaks while an answer is awaited leaves the commit in doubt, so the caller is
/// told. Inside a transaction nothing is retried, so a transaction may begin without <c>CreateExecutionStrategy()</c>; run it in
/// <c>Database.CreateExecutionStrategy().ExecuteAsync(...)</c> to have all of it retried.
/// </remarks>
internal sealed class SafeRetryStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, MaxRetries, MaxDelay)
{
    private const int MaxRetries = 3;

    // Npgsql has no other mark for it: each host was found offline moments ago, or is a standby. Nothing was sent.
    private const string NoHost = "No suitable host was found.";

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    /// <summary>False inside a transaction: Entity Framework refuses a retrying strategy there.</summary>
    public override bool RetriesOnFailure => !IsInTransaction && base.RetriesOnFailure;

    // Not through Context.Database, which asks for RetriesOnFailure while it is made: the recursion would not end.
    private bool IsInTransaction =>
        Transaction.Current is not null ||
        Dependencies.CurrentContext.Context.GetService<IDbContextTransactionManager>().CurrentTransaction is not null;

    public static bool CannotHaveCommitted(Exception error) => error switch
    {
        PostgresException refusal => refusal.SqlState is PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.TooManyConnections
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown,
        NpgsqlException { InnerException: SocketException socket } => socket.SocketErrorCode is SocketError.ConnectionRefused
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostNotFound or SocketError.TryAgain,
        NpgsqlException { InnerException: null, Message: NoHost } => true,
        AggregateException several => several.InnerExceptions.All(CannotHaveCommitted),
        { InnerException: { } inner } => CannotHaveCommitted(inner),
        _ => false,
    };

    protected override bool ShouldRetryOn(Exception exception) => !IsInTransaction && CannotHaveCommitted(exception);
}
