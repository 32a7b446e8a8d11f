namespace ScaleApp.Tests.Architecture;

/// <summary>Keeps test names short enough to read in one line of a test report.</summary>
public class TestNameTests
{
    private const int MaxWords = 10;

    [Fact]
    public void Test_names_have_at_most_ten_words()
    {
        var names = typeof(TestNameTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .Select(method => method.Name)
            .ToList();

        Assert.Contains(nameof(Test_names_have_at_most_ten_words), names);
        Assert.DoesNotContain(names, name => name.Split('_').Length > MaxWords);
    }
}
