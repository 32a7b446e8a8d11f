using StackExchange.Redis;

namespace ScaleApp.Tests.ServiceDefaults;

public class RedisErrorsTests
{
    [Theory]
    [InlineData(RedisErrorKind.Loading, true)]
    [InlineData(RedisErrorKind.OutOfMemory, true)]
    [InlineData(RedisErrorKind.ReadOnly, true)]
    [InlineData(RedisErrorKind.UnknownCommand, false)]
    [InlineData(RedisErrorKind.WrongType, false)]
    public void Server_refusals_count_unless_the_command_is_at_fault(RedisErrorKind kind, bool isUnavailable) =>
        Assert.Equal(isUnavailable, RedisErrors.IsUnavailable(new RedisServerException(kind, CommandFlags.None, "")));

    [Fact]
    public void Broken_connections_and_timeouts_count()
    {
        Assert.True(RedisErrors.IsUnavailable(
            new RedisConnectionException(ConnectionFailureType.SocketFailure, CommandFlags.None, "", null, CommandStatus.Sent)));
        Assert.True(RedisErrors.IsUnavailable(new RedisTimeoutException(CommandFlags.None, "", CommandStatus.Sent)));
        Assert.False(RedisErrors.IsUnavailable(new TimeoutException()));
        Assert.False(RedisErrors.IsUnavailable(null));
    }
}
