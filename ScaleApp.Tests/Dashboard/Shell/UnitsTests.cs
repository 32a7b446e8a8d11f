using ScaleApp.Dashboard.Components;

namespace ScaleApp.Tests.Dashboard.Shell;

public class UnitsTests
{
    [Theory]
    [InlineData(null, "–")]
    [InlineData(0L, "0 B")]
    [InlineData(812L, "812 B")]
    [InlineData(1024L, "1.0 KB")]
    [InlineData(97_623_000L, "93.1 MB")]
    [InlineData(5_000_000_000L, "4.7 GB")]
    public void Sizes_have_three_or_four_digits(long? bytes, string expected) => Assert.Equal(expected, Units.Bytes(bytes));

    [Theory]
    [InlineData(0.35, "350 ms")]
    [InlineData(4, "4 s")]
    [InlineData(192, "3 min 12 s")]
    [InlineData(7_500, "2 h 5 min")]
    [InlineData(200_000, "2 d 7 h")]
    public void Spans_have_their_two_greatest_units(double seconds, string expected) =>
        Assert.Equal(expected, Units.Span(TimeSpan.FromSeconds(seconds)));
}
