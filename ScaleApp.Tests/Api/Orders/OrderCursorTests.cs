using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Api.Orders;

public class OrderCursorTests
{
    [Fact]
    public void Cursor_round_trips_through_its_text()
    {
        var cursor = new OrderCursor(new DateTimeOffset(2026, 11, 21, 8, 0, 0, 123, 456, TimeSpan.Zero), Guid.NewGuid());

        Assert.True(OrderCursor.TryParse(cursor.ToString(), out var read));
        Assert.Equal(cursor, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("f_______________________________")]
    [InlineData("????????????????????????????????")]
    public void Invalid_cursor_is_refused(string? text) => Assert.False(OrderCursor.TryParse(text, out _));
}
