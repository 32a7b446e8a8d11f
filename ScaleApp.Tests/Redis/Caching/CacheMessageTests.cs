using ScaleApp.Redis.Caching;

namespace ScaleApp.Tests.Redis.Caching;

public class CacheMessageTests
{
    [Theory]
    [InlineData("7 k 1700000000000001 product:17", CacheEvent.KeyRemoved, 7, 1700000000000001, "product:17")]
    [InlineData("0 t 5 a tag with spaces", CacheEvent.TagRemoved, 0, 5, "a tag with spaces")]
    [InlineData("3 f 0 key", CacheEvent.Filled, 3, 0, "key")]
    public void A_message_is_understood(string text, object what, int partition, long number, string name)
    {
        Assert.True(CacheMessage.TryParse(text, out var message));
        Assert.Equal(new CacheMessage(partition, (CacheEvent)what, number, name), message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8 k 1 key")]
    [InlineData("-1 k 1 key")]
    [InlineData("1 x 1 key")]
    [InlineData("1 k one key")]
    [InlineData("1 k 1")]
    [InlineData("1 kk 1 key")]
    public void What_is_no_message_is_told_apart(string text) => Assert.False(CacheMessage.TryParse(text, out _));

    [Fact]
    public void The_partition_of_a_key_is_the_same_in_every_process() =>
        Assert.Equal([2, 3, 7], ((string[])["product:1", "product:2", "best-sellers:10"]).Select(CacheKeys.PartitionOf));
}
