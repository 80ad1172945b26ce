new File(basedir, 'pack/cpu/hello.test.yml') << '# the same checks, but another file\n'
true
