using StackExchange.Redis;

namespace ScaleApp.ServiceDefaults;

/// <summary>Distinguishes an unavailable Redis from a faulty command.</summary>
public static class RedisErrors
{
    /// <summary>
    /// True when Redis cannot be reached, does not answer in time, or refuses every command at the moment. The command may have
    /// been executed all the same.
    /// </summary>
    public static bool IsUnavailable(Exception? error) => error switch
    {
        // A server that loads its data, is full, is a replica or asks for another password: none is the command's fault.
        RedisServerException refused => refused.Kind is RedisErrorKind.Loading or RedisErrorKind.OutOfMemory or RedisErrorKind.ReadOnly
            or RedisErrorKind.Misconfigured or RedisErrorKind.Busy or RedisErrorKind.MaxClients or RedisErrorKind.MasterDown
            or RedisErrorKind.NoReplicas or RedisErrorKind.ClusterDown or RedisErrorKind.TryAgain or RedisErrorKind.NoAuth or RedisErrorKind.WrongPass,
        RedisConnectionException or RedisTimeoutException => true,
        _ => false,
    };
}
