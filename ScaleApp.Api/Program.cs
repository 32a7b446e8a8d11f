using ScaleApp.Api;

return await ServiceProgram.RunAsync(() => ApiApplication.Create(args));
