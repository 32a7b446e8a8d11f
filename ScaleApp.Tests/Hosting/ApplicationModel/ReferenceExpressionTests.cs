using ScaleApp.Hosting;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Tests.Hosting.ApplicationModel;

public sealed class ReferenceExpressionTests
{
    private readonly IDistributedApplicationBuilder _builder = Topology.Create();

    [Fact]
    public async Task Values_are_filled_in_where_they_stand()
    {
        var user = _builder.AddParameter("user", "shop");
        var password = _builder.AddParameter("password", "s3cret");

        var expression = ReferenceExpression.Create($"User={user};Password={password.Resource};Plain={"text"}");

        Assert.Equal("User=shop;Password=s3cret;Plain=text", await expression.GetValueAsync());
        Assert.Equal("User={user.value};Password={password.value};Plain=text", expression.ValueExpression);
    }

    [Fact]
    public async Task Braces_in_text_and_in_values_stay_as_they_are()
    {
        var value = _builder.AddParameter("value", "{0}");

        var expression = ReferenceExpression.Create($"{{a}} {value} {"{1}"}");

        Assert.Equal("{a} {0} {1}", await expression.GetValueAsync());
    }

    [Fact]
    public async Task The_uri_format_escapes_a_value()
    {
        var password = _builder.AddParameter("password", "p@ss/w:rd");

        var expression = ReferenceExpression.Create($"redis://:{password:uri}@host");

        Assert.Equal("redis://:p%40ss%2Fw%3Ard@host", await expression.GetValueAsync());
    }

    [Fact]
    public async Task An_expression_in_an_expression_keeps_its_own_formats()
    {
        var password = _builder.AddParameter("password", "a/b");
        var inner = ReferenceExpression.Create($"x:{password:uri}");

        Assert.Equal("<x:a%2Fb>", await ReferenceExpression.Create($"<{inner}>").GetValueAsync());
    }

    [Fact]
    public async Task A_builder_puts_pieces_together()
    {
        var port = _builder.AddParameter("port", "80");
        var builder = new ReferenceExpressionBuilder();
        builder.AppendLiteral("http://host");
        builder.Append($":{port.Resource}/path");

        Assert.Equal("http://host:80/path", await builder.Build().GetValueAsync());
    }

    [Fact]
    public async Task An_endpoint_is_waited_for_until_it_has_an_address()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();
        var value = ReferenceExpression.Create($"{api.GetEndpoint("http")}/x").GetValueAsync();
        Assert.False(value.IsCompleted);

        api.Resource.Allocate(5000);

        Assert.Equal("http://localhost:5000/x", await value);
    }

    [Fact]
    public async Task A_wait_for_an_address_ends_with_its_caller()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();
        using var caller = new CancellationTokenSource();
        var value = api.GetEndpoint("http").GetValueAsync(caller.Token).AsTask();

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => value);
    }

    [Fact]
    public void An_endpoint_that_does_not_exist_says_which_there_are()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();

        var error = Assert.Throws<InvalidOperationException>(() => api.GetEndpoint("admin").Scheme);

        Assert.Contains("'http'", error.Message);
    }

    [Fact]
    public async Task The_parts_of_an_endpoint_are_told_apart()
    {
        var api = _builder.AddProgram("api").WithHttpEndpoint();
        api.Resource.Allocate(5000);
        var endpoint = api.GetEndpoint("http");

        Assert.Equal("http://localhost:5000", await Part(EndpointProperty.Url));
        Assert.Equal("localhost", await Part(EndpointProperty.Host));
        Assert.Equal("127.0.0.1", await Part(EndpointProperty.IPV4Host));
        Assert.Equal("5000", await Part(EndpointProperty.Port));
        Assert.Equal("http", await Part(EndpointProperty.Scheme));
        Assert.Equal("localhost:5000", await Part(EndpointProperty.HostAndPort));

        async Task<string?> Part(EndpointProperty property) => await endpoint.Property(property).GetValueAsync();
    }
}
