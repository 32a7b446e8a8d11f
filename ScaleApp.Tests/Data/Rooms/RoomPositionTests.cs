using ScaleApp.Data.Rooms;

namespace ScaleApp.Tests.Data.Rooms;

public sealed class RoomPositionTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("+")]
    [InlineData("1-+1")]
    [InlineData("1-2-3")]
    [InlineData("1- 2")]
    [InlineData("99999999999999999999-1")]
    public void Other_text_is_refused(string? text) => Assert.False(RoomPosition.TryParse(text, out _));

    [Theory]
    [InlineData(5, 3, 2)]
    [InlineData(5, 5, 0)]
    [InlineData(5, 9, 0)]
    public void Unread_messages_are_counted_by_number(long last, long read, long unread) =>
        Assert.Equal(unread, new RoomPosition(1_000, last).CountSince(new RoomPosition(900, read)));

    [Fact]
    public void Unread_count_is_zero_without_a_position_or_a_log()
    {
        Assert.Equal(0, new RoomPosition(1_000, 5).CountSince(RoomPosition.Beginning));
        Assert.Equal(0, RoomPosition.Beginning.CountSince(new RoomPosition(900, 3)));
    }
}
