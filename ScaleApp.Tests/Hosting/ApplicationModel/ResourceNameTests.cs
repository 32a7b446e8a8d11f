using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ResourceNameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("api")]
    [InlineData("shop-db2")]
    [InlineData("API")]
    public void A_name_of_letters_digits_and_single_hyphens_is_accepted(string name) => ResourceName.Validate(name);

    [Theory]
    [InlineData("", "1 to 64")]
    [InlineData("2api", "start with an ASCII letter")]
    [InlineData("-api", "start with an ASCII letter")]
    [InlineData("api-", "end with a hyphen")]
    [InlineData("a--b", "two hyphens")]
    [InlineData("a_b", "only ASCII letters")]
    [InlineData("a b", "only ASCII letters")]
    [InlineData("größe", "only ASCII letters")]
    public void A_name_that_breaks_a_rule_is_refused_with_the_rule(string name, string rule)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => ResourceName.Validate(name));

        Assert.Contains(rule, error.Message);
        Assert.Contains($"'{name}'", error.Message);
    }

    [Fact]
    public void A_name_may_have_64_characters_and_not_one_more()
    {
        ResourceName.Validate(new string('a', 64));

        Assert.ThrowsAny<ArgumentException>(() => ResourceName.Validate(new string('a', 65)));
    }
}
