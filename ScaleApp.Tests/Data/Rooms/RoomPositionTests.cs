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
    [InlineData(5, 0, 0)]
    [InlineData(0, 3, 0)]
    public void Unread_messages_are_counted_by_number(long last, long read, long unread) =>
        Assert.Equal(unread, PositionOf(last).CountSince(PositionOf(read)));

    // Zero is a room without messages, or one of which nothing has been read.
    private static RoomPosition PositionOf(long number) => number is 0 ? RoomPosition.Beginning : new RoomPosition(1_000 + number, number);
}
