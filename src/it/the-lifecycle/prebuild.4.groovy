def tests = new File(basedir, 'pack/cpu/hello.test.yml')
tests.text = tests.text.replace('hello 1', 'goodbye 1')
true
