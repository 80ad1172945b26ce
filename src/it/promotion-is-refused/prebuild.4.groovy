def dockerfile = new File(basedir, 'pack/cpu/Dockerfile')
dockerfile.text = dockerfile.text.replace('>/hello\n', '>/hello\n    echo goodbye >>/hello\n')
true
